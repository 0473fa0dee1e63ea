"""Assessment in, html, json, junit and csv out, in Chinese and English. Pure."""
