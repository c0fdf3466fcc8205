using Rondo.Engine.Errors;

namespace Rondo.Cli.Demo;

/// <summary>The demo's folder: its lifecycle file, and the table that grows day by day.</summary>
sealed class DemoFiles
{
    public const string Model = "flights";

    const string Spec = """
        name: flights

        define:
          question: Will this flight leave 15 minutes late or more?
          target: late
          positive: "yes"
          costs: { false_positive: 5, false_negative: 12 }
          success: { log_loss: 0.68 }

        prepare:
          source: flights.csv
          time: day
          features: { drop: [day] }
          split: { strategy: time, test: 0.2 }

        train:
          metric: log_loss
          models: [gradient_boosting]
          tune: { search: none }
          threshold: min_cost

        observe:
          drift: { window: 7d }
          alerts:
            - when: drift.share > 0.1
              for: 3

        experiment:
          mode: [shadow, ab]
          duration: 28d
          window: 12h
          decide: { metric: log_loss }
          goal: { metric: log_loss, min_effect: 3% }
          guardrails: { cost: +10% }
          then: { win: promote }

        retrain:
          when: [drift, { schedule: "@monthly" }]
          gate: { better_than: champion, on: log_loss, holdout: 7d }
          then: experiment

        """;

    readonly string _table;

    DemoFiles(string folder) => (Folder, File, _table) = (folder, Path.Combine(folder, "rondo.yaml"), Path.Combine(folder, "flights.csv"));

    public string Folder { get; }

    /// <summary>The lifecycle file.</summary>
    public string File { get; }

    /// <exception cref="RondoException">The folder is not empty.</exception>
    public static DemoFiles Create(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new RondoException("folder_not_empty", $"The folder '{folder}' is not empty.", "Remove it, or name another one: rondo demo --folder DIR.");
        Directory.CreateDirectory(folder);
        var files = new DemoFiles(folder);
        System.IO.File.WriteAllText(files.File, Spec);
        System.IO.File.WriteAllText(files._table, Flight.Header + "\n");
        return files;
    }

    public void Append(IEnumerable<Flight> flights) => System.IO.File.AppendAllLines(_table, flights.Select(f => f.ToCsv()));

    /// <summary>Writes the table anew.</summary>
    /// <param name="isSwapped">Of which flights yes and no are exchanged.</param>
    public void Rewrite(IEnumerable<Flight> flights, Func<Flight, bool> isSwapped) => System.IO.File.WriteAllLines(_table, [Flight.Header, .. flights.Select(f => f.ToCsv(isSwapped(f)))]);
}
