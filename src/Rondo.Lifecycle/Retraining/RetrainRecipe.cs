using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Runs.Reproduction;
using Rondo.Lifecycle.Spec;
using Rondo.Lifecycle.Store;

namespace Rondo.Lifecycle.Retraining;

/// <summary>The file of the version in use, as it is run anew: the same recipe, on the source as it is now, with the window that the file wants.</summary>
/// <param name="Document">What is run.</param>
/// <param name="Declared">What the file says of it.</param>
/// <param name="Version">The version that the file is of.</param>
sealed record RetrainRecipe(SpecDocument Document, DeclaredRetrain Declared, ModelVersion Version)
{
    /// <exception cref="RondoException">There is no such model, or it was made elsewhere.</exception>
    public static RetrainRecipe Of(Workspace workspace, string model)
    {
        var kept = ReproducedModel.Find(workspace, ModelReference.CheckName(model));
        var declared = new DeclaredRetrain(kept.Package.Description.Spec);
        var document = kept.Document;
        document = document with
        {
            DefaultName = model,
            // Where relative paths of files begin.
            Folder = Path.GetDirectoryName(Path.GetFullPath(workspace.Folder))!,
            KeptSchema = kept.Schema,
            Spec = document.Spec with { Name = document.Spec.Name is null ? null : model, Prepare = document.Spec.Prepare with { Window = declared.Window } },
        };
        if (declared.Window?.Sliding is not null && document.Spec.Prepare.Time is null)
            throw new RondoException("missing_key", $"The file of {kept.Name} wants a sliding window, and names no time column.", "Add `time:` to `prepare:`, or use `window: { reservoir: N }`.");
        return new RetrainRecipe(document, declared, kept.Version!);
    }

    /// <summary>The recipe whose test rows are the newest, where the file wants that.</summary>
    /// <param name="table">The rows that there are now.</param>
    /// <exception cref="RondoException">There is nothing to tell the newest rows by.</exception>
    public RetrainRecipe With(Table table)
    {
        if (Declared.Holdout is not { } span) return this;
        if (Document.Spec.Prepare.Time is not { } time || table.Schema.Find(time) is null || table[time] is not IntegerColumn column)
            throw new RondoException("missing_key", $"The gate of {Version} wants the newest rows, and the file names no time column.", "Add `time:` to `prepare:`, or write `holdout: same`.");
        var newest = Enumerable.Range(0, column.Length).Where(r => !column.IsMissing(r)).Select(r => column.Values[r]).DefaultIfEmpty().Max();
        // The point itself belongs to the rows before: seven days of dates are seven dates.
        var from = newest - new TrainingTimes(column.Type, column.Values).UnitsOf(span) + (column.Type is ColumnType.Date or ColumnType.Int64 ? 1 : (long)TimeSpan.FromSeconds(1).TotalMicroseconds);
        var split = Document.Spec.Prepare.Split with { Strategy = "time", Test = null, Column = null, Key = null, From = TextOf(from, column.Type) };
        return this with { Document = Document with { Spec = Document.Spec with { Prepare = Document.Spec.Prepare with { Split = split } } } };
    }

    static string TextOf(long point, ColumnType type) => type switch
    {
        ColumnType.Int64 => point.ToString(CultureInfo.InvariantCulture),
        ColumnType.Date => DateTime.UnixEpoch.AddDays(point).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => DateTime.UnixEpoch.AddTicks(point * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
    };
}
