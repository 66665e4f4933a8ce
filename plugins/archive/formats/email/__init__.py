"""Read e-mail: a message or mailbox in; its headers, text and boilerplate out."""
