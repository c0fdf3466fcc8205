using System.Collections.Immutable;
using System.Net;
using Rondo.Engine.Catalog;
using Rondo.Prepare.Sources;

namespace Rondo.Sources.Http;

[Part("http", "A JSON API page by page, or a file, at an http:// or https:// address.")]
public sealed record HttpSource : IAddressSource
{
    [Param("Header fields for the address's own server; values may hold secrets, such as ${TOKEN}.")]
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    [Param("Where the records are in an answer, such as data.items; empty when the answer is their array.")]
    public string Records { get; init; } = "";

    [Param("How the next page is found; when not set, by a Link header if there is one.")]
    public Paging? Paging { get; init; }

    [Param("The query's parameter with the page's number.")]
    public string PageParam { get; init; } = "page";

    [Param("The number of the first page.", Min = 0, Max = 1_000_000)]
    public int FirstPage { get; init; } = 1;

    [Param("The query's parameter with the number of rows before the page.")]
    public string OffsetParam { get; init; } = "offset";

    [Param("The query's parameter with the number of rows of a page.")]
    public string SizeParam { get; init; } = "limit";

    [Param("How many rows of a page are asked for; when not set, the server decides.", Min = 1, Max = 1_000_000)]
    public int? PageSize { get; init; }

    [Param("The query's parameter with the cursor.")]
    public string CursorParam { get; init; } = "cursor";

    [Param("Where an answer has the cursor of the next page.")]
    public string CursorPath { get; init; } = "next_cursor";

    [Param("Where an answer has the address of the next page.")]
    public string NextPath { get; init; } = "next";

    [Param("Where an answer has the number of all rows; empty when it has none.")]
    public string TotalPath { get; init; } = "";

    [Param("The status that a server gives after the last page, such as 404.", Min = 400, Max = 499)]
    public int? EndStatus { get; init; }

    [Param("Makes columns such as a.b of objects within a record.")]
    public bool Flatten { get; init; }

    [Param("A field of the records by which newer ones are told from older, such as updated_at; empty: every run reads all.")]
    public string Incremental { get; init; } = "";

    [Param("The query's parameter with the last run's largest value of that field.")]
    public string SinceParam { get; init; } = "since";

    [Param("The SHA-256 of the file at the address, which is then fetched once.")]
    public string Sha256 { get; init; } = "";

    [Param("The encoding of text that is not UTF-8; empty: what the server says.")]
    public string Encoding { get; init; } = "";

    [Param("Parameters of a file's format, such as delimiter.")]
    public ImmutableSortedDictionary<string, string> Read { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    [Param("More pages than these are a mistake.", Min = 1, Max = 10_000_000)]
    public int MaxPages { get; init; } = 10_000;

    [Param("More bytes than these, decompressed, are a mistake.", Min = 1, Max = 1e15)]
    public long MaxBytes { get; init; } = 10_000_000_000;

    [Param("How often a page is asked for when the server fails.", Min = 1, Max = 20)]
    public int Attempts { get; init; } = 5;

    [Param("How long a server may be silent.", Min = 0.1, Max = 3600)]
    public double TimeoutSeconds { get; init; } = 60;

    [Param("How long a server may ask to wait before the next attempt.", Min = 0, Max = 86_400)]
    public double MaxWaitSeconds { get; init; } = 300;

    [Param("Whether the address's own host may be this machine or one of a private network; other hosts that it leads to may not.")]
    public bool AllowPrivate { get; init; }

    [Param("Whether the proxy of the environment (HTTPS_PROXY) is used.")]
    public bool UseProxy { get; init; }

    /// <summary>Finds the addresses of a host's name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    public IReadOnlyList<string> Schemes => ["http", "https"];

    public bool IsOrdered => true;

    // Away from the caller's thread, which may be one that answers have to wait for.
    public Fetched Fetch(string address, SourceContext context, CancellationToken cancellation) =>
        Task.Run(() => new HttpFetch(this, context).Fetch(WebAddress.Parse(address), cancellation), cancellation).GetAwaiter().GetResult();
}
