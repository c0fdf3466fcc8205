using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rondo.Cli.Demo;
using Rondo.Cli.Output;
using Rondo.Deploy.PredictionLog;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Server;

namespace Rondo.Cli.Commands;

/// <summary>Shows the whole cycle on real flights, in minutes: serve, drift, alert, retrain, gate, shadow, A/B test, promote; refuse and roll back.</summary>
sealed class DemoVerb : IVerb
{
    const string DataFile = "flights-3m.parquet";

    private readonly Option<string> _folder = new("--folder") { Description = "A folder that is made for it.", DefaultValueFactory = _ => "rondo-demo" };
    private readonly Option<string?> _data = new("--data") { Description = $"The file {DataFile} of the npm package vega-datasets (default: the one of the samples)." };
    private readonly Option<int> _port = new("--port") { Description = "Port of the pages; 0 takes a free one.", DefaultValueFactory = _ => ServerOptions.DefaultPort };
    private readonly Option<bool> _exit = new("--exit") { Description = "End with the story, rather than serve its pages until Ctrl-C." };

    public Command Describe() => new("demo", "Replay half a year of flights in minutes: a model drifts, is trained anew, judged, tried and promoted; a bad one is refused, a broken one rolled back.") { _folder, _data, _port, _exit };

    public int Run(ParseResult parsed, Session session, CancellationToken cancellation) => Play(parsed, session, cancellation).GetAwaiter().GetResult();

    async Task<int> Play(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        var watch = System.Diagnostics.Stopwatch.GetTimestamp();
        var data = parsed.GetValue(_data) ?? FindData();
        var files = DemoFiles.Create(parsed.GetValue(_folder)!);
        Say(session, "Reading the flights of 2001 ...");
        var days = FlightLog.Read(data, session.Threads, cancellation);
        var clock = new StoryClock(new DateTimeOffset(days[DemoStory.FirstDays][0].Day, TimeSpan.Zero));
        using var workspace = Workspace.Open(Workspace.FolderBeside(files.Folder), clock);
        var options = new ServerOptions
        {
            Port = parsed.GetValue(_port),
            Clock = clock,
            PredictionLog = new PredictionLogOptions { Clock = clock },
            AlertInterval = TimeSpan.FromMilliseconds(200),
            Program = [],
            // The story waits for its looks, and nobody else asks.
            GivesWay = false,
            Log = session.Error,
        };
        await using var server = await RondoServer.Start(workspace, options, cancellation).ConfigureAwait(false);
        using var traffic = new DemoTraffic(server.Address);
        var story = new DemoStory(workspace, files, traffic, clock, days, session.Threads, change => Tell(session, change));
        if (!session.Json) session.Reveal($"Watch it at {server.StartAddress}");
        story.Begin(new RunOptions { Threads = session.Threads, Cancellation = cancellation });
        var missing = await story.Live(cancellation).ConfigureAwait(false);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(watch).TotalSeconds;
        if (session.Json) session.Print(new JsonObject { ["complete"] = missing is null, ["missing"] = missing, ["seconds"] = Math.Round(seconds, 1), ["workspace"] = workspace.Folder, ["events"] = new JsonArray([.. workspace.Models.History(DemoFiles.Model).Select(e => (JsonNode)HistoryVerb.ToJson(e))]) });
        else
        {
            session.Out.WriteLine();
            session.Out.WriteLine(missing ?? string.Create(CultureInfo.InvariantCulture, $"That was the whole cycle in {seconds:0} seconds: {story.Summary}"));
            session.Out.WriteLine($"next   rondo history {DemoFiles.Model} --workspace {workspace.Folder}");
        }
        if (missing is null && !parsed.GetValue(_exit))
        {
            Say(session, "The pages stay until Ctrl-C.");
            await server.Run(cancellation).ConfigureAwait(false);
        }
        return missing is null ? 0 : 1;
    }

    static void Tell(Session session, ModelEvent change)
    {
        // The alias goes with what the lines around it tell.
        if (session.Json || change.Kind == "alias_removed") return;
        var version = change.Version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{change.Model}@{number}") : change.Model;
        session.Out.WriteLine($"{change.Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  {change.Kind.Replace('_', ' '),-19} {version,-10} {VisibleText.Of((change.Kind.EndsWith("_started", StringComparison.Ordinal) ? change.Evidence.GetValueOrDefault("traffic") : null) ?? change.Reason ?? "")}");
        session.Out.Flush();
    }

    static void Say(Session session, string line)
    {
        if (!session.Quiet) session.Error.WriteLine(line);
    }

    // Beside the file of samples, from here or from where the program lies.
    static string FindData()
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (Path.Combine(folder, "samples", "data", DataFile) is var file && File.Exists(file)) return file;
        throw new RondoException("no_data", $"The demo's data are not here: {DataFile} of the npm package vega-datasets.", $"Fetch it (npm pack vega-datasets@3.2.1) and write: rondo demo --data package/data/{DataFile}.");
    }
}
