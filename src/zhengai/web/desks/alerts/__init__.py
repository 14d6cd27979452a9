"""The alerts desk: what has left its limits, and one alert with its story."""
