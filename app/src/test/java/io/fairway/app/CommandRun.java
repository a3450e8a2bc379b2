package io.fairway.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/// What a command came to, run in this process.
record CommandRun(int code, String out, String err) {
  static {
    System.setProperty(
        io.fairway.app.engine.Engines.PROGRAMS_PROPERTY,
        Path.of("target", "programs").toAbsolutePath().toString());
  }

  static CommandRun of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return new CommandRun(line.execute(words), out.toString(), err.toString());
  }
}
