using System.CommandLine;
using System.CommandLine.Parsing;
using Rondo.Cli.Output;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;

namespace Rondo.Cli.Commands;

/// <summary>Says which columns move the predictions of rows, or draws a tree of the model.</summary>
sealed class ExplainVerb : IVerb
{
    private const int RowsAtATime = 256;
    private const int RowsOnScreen = 1000;

    private readonly Argument<string> _model = new("model") { Description = "NAME, NAME@alias or NAME@3." };
    private readonly Argument<string?> _data = new("data") { Description = "A file or glob with the model's columns; not needed with --tree.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _rows = new("--rows") { Description = $"Rows to explain, from the first on (default: {RowsOnScreen}; all of them with --out)." };
    private readonly Option<string?> _out = new("--out") { Description = "A file for the contributions of every row (.csv, .tsv, .json, .jsonl, .parquet), or for the tree (.svg, .txt)." };
    private readonly Option<int?> _tree = new("--tree") { Description = "Draw this tree of a decision tree or forest, counted from 0 (default: 0).", Arity = ArgumentArity.ZeroOrOne };

    public ExplainVerb()
    {
        _rows.Validators.Add(result => AtLeast(result, 1));
        _tree.Validators.Add(result => AtLeast(result, 0));
    }

    public Command Describe() => new("explain", "Say which columns move each prediction, and how far.") { _model, _data, _rows, _out, _tree };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var path = parsed.GetValue(_out);
        using var workspace = session.OpenWorkspace();
        var reference = ModelReference.Parse(parsed.GetValue(_model)!);
        if (parsed.GetResult(_tree) is not null)
        {
            DrawnTree.Of(LoadedModel.Open(workspace, reference), parsed.GetValue(_tree) ?? 0).Print(session, path);
            return 0;
        }
        if (parsed.GetValue(_data) is not { } data)
            throw new RondoException("bad_arguments", "There are no rows to explain.", "Write: rondo explain MODEL DATA, or rondo explain MODEL --tree.");
        if (path is not null) TableWriter.CheckPath(path);
        var model = LoadedModel.Open(workspace, reference);
        var table = model.Read(data, session.Threads, cancellation);
        if (table.RowCount == 0) throw new RondoException("no_rows", $"'{data}' has no rows to explain.");
        var count = Math.Min(table.RowCount, parsed.GetValue(_rows) ?? (path is null ? RowsOnScreen : table.RowCount));
        new ExplainedRows(model, table, Explain(model, table, count, session, cancellation)).Print(session, path, cancellation);
        return 0;
    }

    static List<RowExplanation> Explain(LoadedModel model, Table table, int count, Session session, CancellationToken cancellation)
    {
        using var progress = session.Quiet ? null : new ProgressLine(session.Error, !Console.IsErrorRedirected);
        var explained = new List<RowExplanation>(count);
        while (explained.Count < count)
        {
            int[] some = [.. Enumerable.Range(explained.Count, Math.Min(RowsAtATime, count - explained.Count))];
            explained.AddRange(model.Explain(table.Take(some), session.Threads, cancellation));
            progress?.Report(new RunProgress("explain", model.Version.ToString(), (double)explained.Count / count));
        }
        return explained;
    }

    static void AtLeast(OptionResult result, int least)
    {
        if (result.Tokens is [var token] && long.TryParse(token.Value, out var number) && number < least)
            result.AddError($"{result.Option.Name} takes a whole number from {least} on.");
    }
}
