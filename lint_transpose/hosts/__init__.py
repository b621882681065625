"""What the plugins of hosts need besides their entry points."""
