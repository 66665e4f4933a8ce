"""Read e-mail: a message or mailbox in; its body, headers and boilerplate out."""
