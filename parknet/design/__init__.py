"""Intent in, network out: review, addressing, cabling and routing. Pure."""
