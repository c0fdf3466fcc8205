using Rondo.Engine.Catalog;
using Rondo.Engine.Data;

namespace Rondo.Prepare.Sources.Json;

[Part("jsonl", "Lines of JSON objects (NDJSON), one object a row.")]
public sealed record JsonLinesSource : IFileSource
{
    public IReadOnlyList<string> Extensions => [".jsonl", ".ndjson"];

    public bool ReadsGzip => true;

    public Table Read(IReadOnlyList<string> files, SourceOptions options, CancellationToken cancellation) =>
        JsonText.Read(files, mayBeArrays: false, options, cancellation);
}
