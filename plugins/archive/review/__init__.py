"""Ask keepers about doubtful findings: findings in; questions, explanations and recorded answers out.

The program asks; only a keeper decides.
"""
