export default {
  products: "Products",
  ask: "Ask about this",
  before: "Before:",
  in_stock: "In stock",
  out_of_stock: "Sold out",
  preorder: "Pre-order",
  backorder: "On backorder",
};
