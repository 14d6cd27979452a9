"""The cockpit (驾驶舱): five levels side by side, and the wall screen."""
