"""The parts of the page that change while one looks: each turns feed events into frames."""
