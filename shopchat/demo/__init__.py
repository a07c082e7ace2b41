"""Hollin & Tarn: a small shop made up for ShopChat, at `/demo`, and the data that `seed-demo` fills a bot with."""
