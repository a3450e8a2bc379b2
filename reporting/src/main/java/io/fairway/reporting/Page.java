package io.fairway.reporting;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The frame of every page: one file, its style inside, no script, and a policy by which a browser
/// loads nothing from anywhere.
final class Page {
  private static final Html STYLE = new Html(resource("report.css"));

  private Page() {}

  static Html of(String title, Html body) {
    return Html.of(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>{}</title>
        <style>
        {}</style>
        </head>
        <body>
        <main>
        {}</main>
        </body>
        </html>
        """,
        title,
        STYLE,
        body);
  }

  /// A section with its heading and a word of explanation beside the content.
  static Html section(String id, String heading, Html explanation, Html content) {
    return Html.of(
        """
        <section id="{}">
        <div class="lead"><h2>{}</h2>{}</div>
        <div class="content">
        {}</div>
        </section>
        """,
        id,
        heading,
        explanation,
        content);
  }

  private static String resource(String name) {
    try (InputStream stream = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
