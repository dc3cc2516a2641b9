"""What happens to every request, in the order of settings.MIDDLEWARE; one module per concern."""
