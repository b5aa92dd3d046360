"""The only junction of rooms: what happens in one when something happened in another."""
