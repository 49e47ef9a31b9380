"""Numbers in words and figures: killed, injured, money, troops, captured."""
