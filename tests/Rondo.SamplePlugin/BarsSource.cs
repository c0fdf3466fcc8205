using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Csv;

namespace Rondo.SamplePlugin;

/// <summary>A source of one's own: tables with bars between their cells.</summary>
[Part("bars", "Text with bars between cells and a line of names.")]
public sealed record BarsSource : IFileSource
{
    public IReadOnlyList<string> Extensions => [".bars"];

    public bool ReadsGzip => false;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        new CsvSource { Delimiter = "|" }.Read(files, options, cancellation);
}
