using System.CommandLine;
using System.Text.Json.Nodes;
using Rondo.Cli.Output;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Snapshots;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Snapshots.Differences;

namespace Rondo.Cli.Commands;

/// <summary>Lists, compares, restores, names and prunes the versions of data that runs read.</summary>
sealed class DataVerb : IVerb
{
    private readonly Argument<string> _action = new("action") { Description = "log, diff, checkout, tag or prune (default: log).", DefaultValueFactory = _ => "log" };
    private readonly Argument<string[]> _words = new("ref") { Description = "log [NAME|FILE|DIR]; diff A B; checkout REF; tag [REF TAG]. A REF is a tag, latest, latest~1, NAME@latest, or the beginning of a data_hash; diff takes data files too.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _key = new("--key") { Description = "diff: the columns that tell rows apart, separated by commas." };
    private readonly Option<int> _limit = new("--limit") { Description = "log, diff: how many of each to list; all are counted.", DefaultValueFactory = _ => 50 };
    private readonly Option<string?> _out = new("--out") { Description = "checkout: the file to write, .csv, .tsv, .json, .jsonl or .parquet." };
    private readonly Option<bool> _force = new("--force") { Description = "checkout: replace a file that is there. tag: move a tag that is there." };
    private readonly Option<string?> _delete = new("--delete") { Description = "tag: remove this tag." };
    private readonly Option<int?> _keep = new("--keep") { Description = "prune: so many versions of each data set stay, the newest." };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = "prune: versions younger than this stay, such as 30d." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "prune: only tell what would go." };

    public Command Describe()
    {
        _action.AcceptOnlyFromAmong("log", "diff", "checkout", "tag", "prune");
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var limit) && limit < 1) result.AddError("--limit takes a whole number from 1 on.");
        });
        _keep.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var keep) && keep < 1) result.AddError("--keep takes a whole number from 1 on: the latest version always stays.");
        });
        return new("data", "Versions of data: list, compare, restore, name and prune them.") { _action, _words, _key, _limit, _out, _force, _delete, _keep, _olderThan, _dryRun };
    }

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var words = parsed.GetValue(_words)!;
        switch (parsed.GetValue(_action))
        {
            case "log":
                Log(parsed, session, words);
                break;
            case "diff":
                Diff(parsed, session, words, cancellation);
                break;
            case "checkout":
                Checkout(parsed, session, words, cancellation);
                break;
            case "tag":
                Tag(parsed, session, words);
                break;
            case "prune":
                Prune(parsed, session, words, cancellation);
                break;
        }
        return 0;
    }

    void Log(ParseResult parsed, Session session, string[] words)
    {
        if (words.Length > 1) throw Wrong("data log takes one name, file or folder at most.", "data log [NAME|FILE|DIR]");
        var place = words is [var word] ? Place(word) : null;
        using var workspace = place is null || session.WorkspaceFolder is not null ? session.OpenWorkspace() : Workspace.Open(Workspace.FolderBeside(place.Folder));
        var name = place?.Name ?? words.FirstOrDefault();
        var known = workspace.Data.Datasets();
        if (name is not null && known.Count > 0 && !known.Contains(name))
            throw new RondoException("unknown_dataset", $"No run of '{name}' has read data in this workspace.", Spelling.DidYouMean(name, known) ?? $"Known: {string.Join(", ", known)}.");
        DataTables.Log(session, workspace.Data.Versions(name), parsed.GetValue(_limit));
    }

    // A lifecycle file, a folder that holds one, or a data file that was run by itself; null for the name of a data set.
    static SpecDocument? Place(string word)
    {
        if (Directory.Exists(word)) word = Path.Combine(word, SpecReader.DefaultFileName);
        if (!File.Exists(word)) return null;
        return Path.GetExtension(word) is ".yaml" or ".yml" ? SpecReader.Read(word) : SpecDocument.ForData(word, "");
    }

    void Diff(ParseResult parsed, Session session, string[] words, CancellationToken cancellation)
    {
        if (words is not [var first, var second]) throw Wrong("data diff compares two versions or files.", "data diff latest~1 latest");
        using var workspace = session.OpenWorkspace();
        var (before, after) = DataSide.Read(workspace, first, second, session.Threads, cancellation);
        var limit = parsed.GetValue(_limit);
        var difference = TableComparison.Compare(before.Table, after.Table, new DifferenceOptions
        {
            Key = parsed.GetValue(_key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            LikelyKeys = [.. after.Keys.Concat(before.Keys)],
            Limit = limit,
            Threads = session.Threads,
        }, cancellation);
        if (session.Json) session.Print(DifferenceTables.ToJson(before, after, difference, limit));
        else DifferenceTables.Write(session.Out, before, after, difference, limit);
    }

    void Checkout(ParseResult parsed, Session session, string[] words, CancellationToken cancellation)
    {
        if (words is not [var word] || parsed.GetValue(_out) is not { } path) throw Wrong("data checkout needs a version and a file to write.", "data checkout latest~1 --out before.csv");
        TableWriter.CheckPath(path);
        if (File.Exists(path) && !parsed.GetValue(_force))
            throw new RondoException(new Mistake("file_exists", "The file is there already and may hold rows that nothing else does.") { File = path, Hint = "Name another file, or use --force to replace it." });
        using var workspace = session.OpenWorkspace();
        var reference = DataReference.Resolve(workspace.Data, word);
        var table = workspace.Snapshots.Read(reference.DataHash, session.Threads, cancellation);
        TableWriter.Write(table, path, cancellation);
        if (session.Json) session.Print(new JsonObject { ["ref"] = word, ["data_hash"] = reference.DataHash, ["rows"] = table.RowCount, ["columns"] = table.Columns.Length, ["out"] = path });
        else session.Out.WriteLine($"{ReadableText.Count(table.RowCount)} rows of {word} ({ReadableText.Hash(reference.DataHash)}) are in {path}");
    }

    void Tag(ParseResult parsed, Session session, string[] words)
    {
        using var workspace = session.OpenWorkspace();
        if (parsed.GetValue(_delete) is { } gone)
        {
            if (!workspace.Data.RemoveTag(gone))
                throw new RondoException("unknown_tag", $"There is no tag '{gone}'.", Spelling.DidYouMean(gone, workspace.Data.Tags().Keys));
            Say(session, "deleted", gone, null);
            return;
        }
        if (words.Length == 0)
        {
            ListTags(session, workspace);
            return;
        }
        if (words is not [var word, var tag]) throw Wrong("data tag needs a version and a name for it.", "data tag latest before-cleanup");
        DataReference.CheckTag(tag);
        var reference = DataReference.Resolve(workspace.Data, word);
        if (workspace.Data.Tags().TryGetValue(tag, out var taken) && taken != reference.DataHash && !parsed.GetValue(_force))
            throw new RondoException("tag_exists", $"The tag '{tag}' names {ReadableText.Hash(taken)}.", "Choose another name, or use --force to move it.");
        workspace.Snapshots.Manifest(reference.DataHash);
        workspace.Data.Tag(tag, reference.DataHash);
        Say(session, "tag", tag, reference.DataHash);
    }

    static void ListTags(Session session, Workspace workspace)
    {
        var tags = workspace.Data.Tags().OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
        if (session.Json) session.Print(new JsonObject { ["tags"] = new JsonObject(tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value))) });
        else if (tags.Length == 0) session.Out.WriteLine("No tags yet. Name a version: rondo data tag latest NAME");
        else TextTable.Write(session.Out, ["tag", "data_hash"], [.. tags.Select(t => (IReadOnlyList<string>)[t.Key, ReadableText.Hash(t.Value)])]);
    }

    void Prune(ParseResult parsed, Session session, string[] words, CancellationToken cancellation)
    {
        if (words.Length > 0) throw Wrong("data prune takes no version; the newest ones stay.", "data prune --keep 10");
        var options = new PruneOptions
        {
            Keep = parsed.GetValue(_keep),
            OlderThan = parsed.GetValue(_olderThan) is { } age ? PruneOptions.ParseAge(age) : null,
            IsTrial = parsed.GetValue(_dryRun),
        };
        using var workspace = session.OpenWorkspace();
        workspace.Runs.MarkKilled();
        DataTables.Pruned(session, workspace.Pruning.Run(options, cancellation), options.IsTrial);
    }

    static void Say(Session session, string word, string tag, string? hash)
    {
        if (session.Json) session.Print(hash is null ? new JsonObject { [word] = tag } : new JsonObject { [word] = tag, ["data_hash"] = hash });
        else session.Out.WriteLine(hash is null ? $"{word} {tag}" : $"{tag} names {ReadableText.Hash(hash)}");
    }

    static RondoException Wrong(string message, string usage) => new("bad_arguments", message, $"Write: rondo {usage}.");
}
