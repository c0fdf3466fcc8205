using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Plugins;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Output;

/// <summary>One call of the command line: its shared flags, and how it prints. Results go to stdout, the rest to stderr.</summary>
public sealed class Session(TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool Json { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The seed of the command line, which goes before the file's.</summary>
    public ulong? Seed { get; init; }

    public bool Quiet { get; init; }

    /// <summary>The files that --plugin names.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The folder that --workspace names.</summary>
    public string? WorkspaceFolder { get; init; }

    public bool Color { get; init; }

    public TextWriter Out => output;

    public TextWriter Error => error;

    /// <summary>The workspace of a verb that has no lifecycle file: of --workspace, else .rondo here.</summary>
    /// <param name="mayUpgrade">Whether tables on a server that an earlier version made are brought up to date.</param>
    public Workspace OpenWorkspace(bool mayUpgrade = false)
    {
        var folder = Path.GetFullPath(WorkspaceFolder ?? Workspace.FolderBeside(Directory.GetCurrentDirectory()));
        if (Path.GetDirectoryName(folder) is { } beside) PluginFiles.LoadBeside(beside);
        return Workspace.Open(folder, mayUpgrade: mayUpgrade);
    }

    /// <summary>Loads the plugins that were named, and those in the current folder.</summary>
    public void LoadPlugins()
    {
        foreach (var file in Plugins) PluginFiles.Load(file);
        PluginFiles.LoadBeside(Directory.GetCurrentDirectory());
    }

    // Text by text: replaced in the whole, a secret of digits would break numbers.
    public void Print(JsonNode result) => (output is RedactingWriter redacting ? redacting.Inner : output).WriteLine(Redacted(result)!.ToJsonString(Indented));

    /// <summary>Prints a line with a secret that is made for whoever reads it, such as the address that lets a browser in.</summary>
    public void Reveal(string line) => (output is RedactingWriter redacting ? redacting.Inner : output).WriteLine(line);

    /// <summary>One mistake or several: JSON on stdout, or lines on stderr.</summary>
    public void Print(IReadOnlyList<Mistake> mistakes)
    {
        if (Json)
        {
            var errors = mistakes.Select(ToJson).ToArray();
            Print(errors.Length == 1 ? new JsonObject { ["error"] = errors[0] } : new JsonObject { ["errors"] = new JsonArray([.. errors]) });
            return;
        }
        foreach (var mistake in mistakes)
        {
            error.WriteLine(Paint(mistake with { Hint = null }, "31"));
            if (mistake.Hint is not null) error.WriteLine($"  {mistake.Hint}");
        }
        if (mistakes.Count > 1) error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mistakes.Count} mistakes; nothing was trained."));
    }

    /// <summary>Our own mistake: what happened, and the trace that a report needs.</summary>
    public void PrintFault(Exception exception)
    {
        if (Json) Print(new JsonObject { ["error"] = new JsonObject { ["code"] = "internal_error", ["message"] = exception.Message, ["hint"] = "This is a fault of Rondo, not of your file. The trace is on stderr." } });
        error.WriteLine($"This is a fault of Rondo, not of your file: {exception.Message}");
        error.WriteLine(exception.ToString());
    }

    static JsonNode? Redacted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, Redacted(e.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Redacted)]),
        // A time is written as text, and is none.
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Secrets.Redact(text)),
        _ => node?.DeepClone(),
    };

    string Paint(Mistake mistake, string color) => Color ? $"\u001b[{color}m{mistake}\u001b[0m" : mistake.ToString();

    static JsonNode ToJson(Mistake mistake)
    {
        var json = new JsonObject { ["code"] = mistake.Code, ["message"] = mistake.Message };
        if (mistake.File is not null) json["file"] = mistake.File;
        if (mistake.Line is not null) json["line"] = mistake.Line;
        if (mistake.Column is not null) json["column"] = mistake.Column;
        if (mistake.Row is not null) json["row"] = mistake.Row;
        if (mistake.Field is not null) json["field"] = mistake.Field;
        if (mistake.Hint is not null) json["hint"] = mistake.Hint;
        return json;
    }
}
