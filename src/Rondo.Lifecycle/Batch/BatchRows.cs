using Rondo.Deploy.Batch;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Runs;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Csv;

namespace Rondo.Lifecycle.Batch;

/// <summary>
/// The rows of a job, piece by piece and always the same ones: files are read where they are, and must stay as they are;
/// what an address gives is kept in the job's folder first, so that a job that goes on sees the rows that it began with.
/// </summary>
sealed class BatchRows
{
    private const int PieceRows = 1 << 16;
    private const byte Comma = (byte)',';
    private const string KeptName = "rows.csv";

    private readonly IFileSource _source;
    private readonly IReadOnlyList<string> _files;
    private readonly SourceOptions _options;
    private readonly (long, DateTime)[] _state;

    BatchRows(IFileSource source, IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation)
    {
        (_source, _files, _options) = (source, files, options);
        _state = StateOf(files);
        DataHash = SourceFingerprint.OfContent(files, cancellation);
    }

    /// <summary>Of the bytes of the rows.</summary>
    public string DataHash { get; }

    /// <summary>Whether a piece may lack columns that others have.</summary>
    public bool MayLackColumns => _source is IPiecewiseSource { MayLackColumns: true };

    /// <summary>The columns that the model reads, and the keys.</summary>
    public IReadOnlySet<string> Wanted => _options.Only!;

    /// <param name="model">Whose columns are read.</param>
    /// <param name="data">A file, glob or address.</param>
    /// <param name="folder">Of the job.</param>
    /// <param name="threads">For sources that read with several.</param>
    /// <param name="say">Takes remarks.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="RondoException">They can't be read.</exception>
    public static BatchRows Open(LoadedModel model, string data, BatchFolder folder, int threads, Action<string> say, CancellationToken cancellation)
    {
        var spec = model.SourceOf(data);
        var options = OptionsOf(model, threads);
        var isAddress = spec.Paths is [var only] && SourceKind.SchemeOf(only) is not null;
        var files = isAddress ? spec.Paths : SourceFiles.Of(spec);
        switch (SourceKind.Of(spec, files, RondoParts.Catalog))
        {
            case IFileSource source:
                return SourceReader.Explained(files, () => new BatchRows(source, files, options, cancellation));
            case IAddressSource address:
                var kept = Path.Combine(folder.Path, KeptName);
                if (File.Exists(kept)) say($"goes on with the rows that were read at {File.GetLastWriteTime(kept):yyyy-MM-dd HH:mm:ss}");
                else Keep(address, files.Single(), spec, kept, options, cancellation);
                return new BatchRows(new CsvSource(), [kept], options with { Missing = [] }, cancellation);
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is neither a source of files nor at an address.");
        }
    }

    public IEnumerable<RowPiece> Pieces(CancellationToken cancellation) =>
        _source is IPiecewiseSource pieces ? pieces.Pieces(_files, _options, cancellation) : Cut(SourceReader.ReadFiles(_source, _files, _options with { Only = null }, cancellation));

    /// <exception cref="RondoException">A file was changed since the job began to read it.</exception>
    public void CheckUnchanged()
    {
        var now = StateOf(_files);
        for (var i = 0; i < now.Length; i++)
            if (now[i] != _state[i])
                throw new RondoException(new Mistake("source_changed", "The file was changed while it was read.") { File = _files[i], Hint = "Run it again: it begins anew." });
    }

    // Pieces can't tell the types of columns: a key that the training data's schema does not know is text.
    static SourceOptions OptionsOf(LoadedModel model, int threads)
    {
        var options = model.SourceOptions(threads);
        var types = options.Types.ToDictionary(StringComparer.Ordinal);
        foreach (var key in model.KeyColumns)
            if (!types.ContainsKey(key) && model.Schema?.Columns.FirstOrDefault(c => c.Name == key) is { } column) types[key] = column.Type;
        return options with { Types = types, Only = model.Pipeline.Input.Fields.Select(f => f.Name).Concat(model.KeyColumns).ToHashSet(StringComparer.Ordinal) };
    }

    static void Keep(IAddressSource source, string address, SourceSpec spec, string path, SourceOptions options, CancellationToken cancellation)
    {
        var temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var isFirst = true;
            void Write(Table table)
            {
                if (isFirst) stream.Write(DelimitedRows.Header(table.Schema, Comma));
                stream.Write(DelimitedRows.Encode(table, Comma).Span);
                isFirst = false;
            }
            var rest = source.Fetch(address, new SourceContext { Options = options, Format = spec.Format, Folder = spec.Folder ?? ".", Take = Write }, cancellation).Table;
            Write(rest);
            stream.Flush(flushToDisk: true);
        }
        DurableFile.Publish(temporary, path);
    }

    static IEnumerable<RowPiece> Cut(Table table)
    {
        for (var start = 0; start < table.RowCount; start += PieceRows)
        {
            var (first, count) = (start, Math.Min(PieceRows, table.RowCount - start));
            yield return new RowPiece(first, count, () => count == table.RowCount ? table : table.Take([.. Enumerable.Range(first, count)]));
        }
    }

    static (long, DateTime)[] StateOf(IReadOnlyList<string> files) =>
        [.. files.Select(f => new FileInfo(f)).Select(f => f.Exists ? (f.Length, f.LastWriteTimeUtc) : default)];
}
