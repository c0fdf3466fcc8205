using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Rondo.Cli.Commands;

/// <summary>What a server says in its own log, and in which form.</summary>
sealed class LogFlags
{
    private readonly Option<string> _level = new("--log-level") { Description = "What goes to the log: debug, info (each request), warn, error or none.", DefaultValueFactory = _ => "warn" };
    private readonly Option<bool> _json = new("--log-json") { Description = "Write the log as one JSON object a line." };

    public LogFlags() => _level.AcceptOnlyFromAmong("debug", "info", "warn", "error", "none");

    public IEnumerable<Option> All => [_level, _json];

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public LogLevel Level(ParseResult parsed) => parsed.GetValue(_level) switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.None,
    };
}
