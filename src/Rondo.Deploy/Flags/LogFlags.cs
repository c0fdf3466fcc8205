using Microsoft.Extensions.Logging;

namespace Rondo.Deploy.Flags;

/// <summary>What a server says in its own log, and in which form.</summary>
public static class LogFlags
{
    static readonly Flag _level = new("--log-level", "What goes to the log: debug, info (each request), warn, error or none.") { Default = "warn", Words = ["debug", "info", "warn", "error", "none"] };
    static readonly Flag _json = new("--log-json", "Write the log as one JSON object a line.") { IsSwitch = true };

    public static IReadOnlyList<Flag> All { get; } = [_level, _json];

    public static LogForm Read(GivenFlags given)
    {
        var level = given.Text(_level) switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.None,
        };
        return new LogForm(level, given.IsOn(_json));
    }
}
