"""Pages of the local payments: a checkout and a portal where no money moves."""
