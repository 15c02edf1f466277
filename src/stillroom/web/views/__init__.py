"""What each page and each part of a page shows, as frozen values that templates only print."""
