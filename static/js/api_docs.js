// Draws the API's document, and lets it be tried with the session of whoever reads it.
const place = document.getElementById("api-docs");

function withToken(request) {
  if (!["GET", "HEAD", "OPTIONS"].includes((request.method ?? "GET").toUpperCase())) {
    request.headers["X-CSRFToken"] = place.dataset.csrfToken;
  }
  return request;
}

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  presets: [window.SwaggerUIBundle.presets.apis],
  requestInterceptor: withToken,
});
