"""What a merchant may order and sees, without any I/O."""
