using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Packages;
using Rondo.Lifecycle.Reports;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs.Reproduction;

/// <summary>The model that is to be trained again, and what is kept of its training.</summary>
/// <param name="Name">A version such as <c>flights@2</c>, or a package's folder.</param>
/// <param name="Run">The run that made it; null when this workspace doesn't have it.</param>
public sealed record ReproducedModel(string Name, ModelPackage Package, Run? Run)
{
    public ModelLineage Lineage => Package.Description.Lineage;

    /// <summary>Its version in this workspace; null for a package's folder.</summary>
    public ModelVersion? Version { get; init; }

    /// <param name="model">A version of the workspace, or the folder of a package that was exported anywhere.</param>
    /// <exception cref="RondoException">There is no such model, or its package is damaged.</exception>
    public static ReproducedModel Find(Workspace workspace, string model)
    {
        if (Directory.Exists(model)) return new ReproducedModel(model, ModelPackage.Import(workspace.Objects, model), null);
        var version = workspace.Models.Get(ModelReference.Parse(model));
        if (version.PackageHash.Length == 0) throw new RondoException("no_package", $"{version} was made elsewhere and has no package here: nothing says how to train it.");
        var package = workspace.Models.Open(version);
        if (package.Description.Lineage.Foreign is { } file) throw new RondoException("made_elsewhere", $"{version} was made elsewhere and came as {file.File}: nothing says how to train it.");
        return new ReproducedModel(version.ToString(), package, version.RunId is { } run ? workspace.Runs.Get(run) : null) { Version = version };
    }

    /// <summary>The commit that it was made at; null when that was never known.</summary>
    public CodeVersion? Code => Run?.Code ?? (Lineage.GitCommit is { } commit ? new CodeVersion(commit, Lineage.GitDirty == true) : null);

    /// <summary>What repeats the run, where a clock had its say; null when the file alone does.</summary>
    public TrialReplay? Replay => Package.Has(ModelPackage.ReportDataName) ? ReportJson.Read(Encoding.UTF8.GetString(Package.Read(ModelPackage.ReportDataName))).Replay : null;

    public SchemaFile? Schema => Package.Has(ModelPackage.SchemaName) ? SchemaFile.Parse(Package.Read(ModelPackage.SchemaName), ModelPackage.SchemaName) : null;

    public SpecDocument Document => StoredSpec.Read(Package.Description.Spec, Package.Description.Name);

    /// <summary>The very rows that it was trained from: the snapshot, or else those of a file that has them.</summary>
    /// <param name="file">Where the rows are when the workspace doesn't have them; null to ask the workspace alone.</param>
    /// <exception cref="RondoException">They are not there, or the file has other rows.</exception>
    public Table ReadTable(Workspace workspace, string? file, int threads, CancellationToken cancellation)
    {
        if (file is not null) return ReadFile(file, threads, cancellation);
        try
        {
            return workspace.Snapshots.Read(Lineage.DataHash, threads, cancellation);
        }
        catch (RondoException fault) when (fault.Mistakes[0].Code is "unknown_snapshot" or "snapshot_pruned")
        {
            throw new RondoException(fault.Mistakes[0] with { Hint = $"Give a file that has these rows: rondo reproduce {Name} --data FILE." });
        }
    }

    // The hash decides: a file may be the source itself, or what `rondo data checkout` wrote.
    Table ReadFile(string file, int threads, CancellationToken cancellation)
    {
        var prepare = Document.Spec.Prepare;
        var options = new SourceOptions { Missing = prepare.Missing, Threads = threads };
        if (Schema is { } schema) options = options with { Types = schema.TypesForReading };
        if (prepare.Limits.MaxCellBytes is { } cell) options = options with { MaxCellBytes = (int)cell };
        if (prepare.Limits.MaxColumns is { } columns) options = options with { MaxColumns = (int)columns };
        var spec = new SourceSpec(file);
        if (prepare.Source is { } source && Path.GetExtension(file) == Path.GetExtension(source.From[0])) spec = spec with { Format = source.Format, Parameters = source.Parameters };
        var table = SourceReader.Read(spec, options, RondoParts.Catalog, cancellation);
        var found = CanonicalHash.Of(table, threads, cancellation);
        if (found == Lineage.DataHash) return table;
        foreach (var order in Orders(prepare, table).Where(o => o.Length > 0 && o.All(table.Schema.Contains)))
        {
            var sorted = TableSort.By(table, order);
            if (CanonicalHash.Of(sorted, threads, cancellation) == Lineage.DataHash) return sorted;
        }
        throw new RondoException(new Mistake("other_data", $"The file has other rows than {Name} was trained from: their data_hash is {found}, not {Lineage.DataHash}.")
        {
            File = file,
            Hint = "Give the file as it was then, or what `rondo data checkout` wrote of that version where it is kept.",
        });
    }

    static string[][] Orders(PrepareSpec prepare, Table table) =>
        [[.. prepare.OrderBy], [.. prepare.OrderBy.Concat(table.Schema.Fields.Select(f => f.Name).Except(prepare.OrderBy, StringComparer.Ordinal))]];

    /// <summary>The keys of the resolved file that this version of Rondo fills in differently.</summary>
    public ImmutableArray<ValueChange> ChangedKeys(LifecycleSpec resolved)
    {
        using var json = JsonDocument.Parse(SpecJson.Canonical(resolved));
        return VersionComparison.SpecChanges(Package.Description.Spec, json.RootElement);
    }
}
