"""One text checked: findings of all rules, suppression, and how hosts present them."""
