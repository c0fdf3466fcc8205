using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.Flags;

/// <summary>What goes to a server's log, and how.</summary>
public readonly record struct LogForm(LogLevel Level, bool IsJson);

/// <summary>A server's log: one line an event, as text or as a JSON object.</summary>
[ProviderAlias("Line")]
public sealed class LineLog(TextWriter writer, LogForm form, TimeProvider? clock = null) : ILoggerProvider
{
    readonly Lock _gate = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose() { }

    void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = (clock ?? TimeProvider.System).GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = form.IsJson
            ? Json(time, level, category, message, exception).ToJsonString()
            // What callers send, such as a path with a line break, must not look like an event of its own.
            : VisibleText.Of($"{time} {Word(level)} {message}") + (exception is null ? "" : $"{Environment.NewLine}{exception}");
        lock (_gate)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }

    static JsonObject Json(string time, LogLevel level, string category, string message, Exception? exception)
    {
        var json = new JsonObject { ["time"] = time, ["level"] = Word(level), ["category"] = category, ["message"] = message };
        // By it a line is found from its request's trace, and the other way round.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span) (json["trace_id"], json["span_id"]) = (span.TraceId.ToHexString(), span.SpanId.ToHexString());
        if (exception is not null) json["exception"] = exception.ToString();
        return json;
    }

    static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };

    sealed class Category(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && logLevel >= log.Level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logLevel, name, formatter(state, exception), exception);
        }
    }

    LogLevel Level => form.Level;
}
