using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Rondo.Cli.Output;

namespace Rondo.Cli;

/// <summary>The flags that every verb takes.</summary>
sealed class SharedOptions
{
    private readonly Option<string> _output = new("--output") { Description = "How results are printed: text or json.", DefaultValueFactory = _ => "text", Recursive = true };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads to use (default: all cores). Results do not depend on it.", Recursive = true };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed of everything random (default: the file's, else 42).", Recursive = true };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress on stderr.", Recursive = true };
    private readonly Option<string?> _workspace = new("--workspace") { Description = "Folder of the store (default: .rondo beside the file, else here).", Recursive = true };
    private readonly Option<string[]> _plugins = new("--plugin") { Description = "A plugin's .dll, whose parts are used; may be given several times. Those in ./plugins need not be named.", Recursive = true, Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _noColor = new("--no-color") { Description = "No colours.", Recursive = true };

    public SharedOptions()
    {
        _output.AcceptOnlyFromAmong("text", "json");
        _threads.Validators.Add(result =>
        {
            if (Number(result) is < 1 or > 1024) result.AddError("--threads takes a whole number from 1 to 1024.");
        });
        _seed.Validators.Add(result =>
        {
            if (Number(result) is < 0) result.AddError("--seed takes a whole number from 0 on.");
        });
    }

    // What is no number at all is the parser's to refuse.
    static long? Number(OptionResult result) =>
        result.Tokens is [var token] && long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public IEnumerable<Option> All => [_output, _threads, _seed, _quiet, _workspace, _plugins, _noColor];

    public Session Session(ParseResult parsed, TextWriter output, TextWriter error)
    {
        // A line that could not be parsed still says whether it wanted JSON.
        var isBroken = parsed.Errors.Count > 0;
        var words = parsed.Tokens.Select(t => t.Value).ToArray();
        var json = isBroken ? words.SkipWhile(w => w != "--output").Skip(1).FirstOrDefault() == "json" : parsed.GetValue(_output) == "json";
        return new Session(output, error)
        {
            Json = json,
            Threads = isBroken ? 1 : parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            Seed = isBroken ? null : (ulong?)parsed.GetValue(_seed),
            Quiet = !isBroken && parsed.GetValue(_quiet),
            Plugins = isBroken ? [] : parsed.GetValue(_plugins) ?? [],
            WorkspaceFolder = isBroken ? null : parsed.GetValue(_workspace),
            Color = !isBroken && !parsed.GetValue(_noColor) && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        };
    }
}
