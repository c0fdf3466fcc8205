using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Monitoring.Labels;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Cli.Commands;

/// <summary>Brings the truth that came later, and shows what found no prediction.</summary>
sealed class LabelsVerb : IVerb
{
    private readonly Argument<string> _file = new("file") { Description = "A file or glob with a label a row." };
    private readonly Option<string?> _model = new("--model") { Description = "The model whose rows have the keys; needed with --key." };
    private readonly Option<string?> _key = new("--key") { Description = "The column that holds keys of the model's rows (default: the column prediction_id holds ids)." };
    private readonly Option<string> _value = new("--value") { Description = "The column that holds the truth.", DefaultValueFactory = _ => "value" };
    private readonly Option<string?> _time = new("--time") { Description = "The column that says when the truth was known, or of a key when it happened (default: the column time, where there is one)." };
    private readonly Option<int> _limit = new("--limit") { Description = "The most orphans to show, the newest of all.", DefaultValueFactory = _ => 20 };

    public Command Describe() => new("labels", "Bring the truth about predictions, and show which labels found none.")
    {
        new Command("add", "Add the labels of a file; what is known already is counted once.") { _file, _model, _key, _value, _time },
        new Command("list", "Count the labels, and show those that have no prediction.") { _limit },
    };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        using var workspace = session.OpenWorkspace();
        if (parsed.CommandResult.Command.Name == "add") Add(parsed, session, workspace, cancellation);
        else if (parsed.CommandResult.Command.Name == "list") List(parsed, session, workspace, cancellation);
        else throw new RondoException("bad_arguments", "labels takes `add FILE` or `list`.");
        return 0;
    }

    void Add(ParseResult parsed, Session session, Workspace workspace, CancellationToken cancellation)
    {
        var (key, model) = (parsed.GetValue(_key), parsed.GetValue(_model));
        if (key is null != model is null) throw new RondoException("bad_arguments", "--key and --model go together: keys are of a model's rows.");
        var table = SourceReader.Read(new SourceSpec(parsed.GetValue(_file)!), new SourceOptions { Threads = session.Threads }, cancellation: cancellation);
        if (model is not null) ModelReference.CheckName(model);
        var (total, missing) = new LabelTable(model, key ?? LabelTable.Id, parsed.GetValue(_value)!, parsed.GetValue(_time)).AddTo(new LabelDesk(workspace), table, cancellation);
        if (session.Json) session.Print(new JsonObject { ["accepted"] = total.Accepted, ["duplicates"] = total.Duplicates, ["orphans"] = total.Orphans, ["missing"] = missing });
        else
        {
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total.Accepted:N0} labels added, {total.Duplicates:N0} known already, {total.Orphans:N0} without a prediction{(missing > 0 ? FormattableString.Invariant($", {missing:N0} rows without a value") : "")}."));
            if (total.Orphans > 0) session.Out.WriteLine("`rondo labels list` shows those without a prediction; they count as soon as one is found.");
        }
    }

    void List(ParseResult parsed, Session session, Workspace workspace, CancellationToken cancellation)
    {
        var orphans = new LabelDesk(workspace).Orphans(parsed.GetValue(_limit), cancellation);
        var (labels, without) = workspace.Labels.Count();
        if (session.Json)
        {
            session.Print(new JsonObject
            {
                ["labels"] = labels,
                ["orphans"] = without,
                ["newest_orphans"] = new JsonArray([.. orphans.Select(o => new JsonObject { [o.Model.Length > 0 ? "key" : LabelTable.Id] = o.Name, ["model"] = o.Model.Length > 0 ? o.Model : null, ["value"] = o.Value })]),
            });
            return;
        }
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{labels:N0} labels, {without:N0} without a prediction."));
        if (orphans.Count == 0) return;
        session.Out.WriteLine();
        TextTable.Write(session.Out, ["of", "value", "model"], [.. orphans.Select(o => (IReadOnlyList<string>)[o.Name, o.Value, o.Model])]);
    }
}
