using System.Text;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Http.Kept;
using Rondo.Sources.Http.Transport;

namespace Rondo.Sources.Http.Pages;

/// <summary>Asks for one page after another. A page counts when all of it is there; one that fails is asked for anew.</summary>
sealed class PageWalk(HttpSource source, HttpSession session, ContentStore store, SourceContext context)
{
    private readonly PageReader _reader = new(source);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private long _bytes;

    /// <exception cref="RondoException">A page can't be had, or the pages have no end.</exception>
    public async Task<List<KeptContent>> All(Uri home, CancellationToken cancellation)
    {
        var pages = new List<KeptContent>();
        var way = new NextPage(source, home, session.HasHeaders);
        long rows = 0;
        for (var uri = way.First; uri is not null;)
        {
            if (pages.Count == source.MaxPages) throw new RondoException("too_many_pages", FormattableString.Invariant($"{WebAddress.Show(home)} has more than {source.MaxPages} pages."), "If that is meant, raise `max_pages`.");
            if (!_asked.Add(uri.AbsoluteUri)) throw Endless(home, pages.Count, "leads back to a page that was already read");
            var number = pages.Count + 1;
            if (await Ask(uri, number, cancellation).ConfigureAwait(false) is not var (page, at)) break;
            if (pages.Count > 0 && page.Rows > 0 && page.Total is null && page.Hash == pages[^1].Hash) throw Endless(home, number, "has the same rows as the page before it");
            pages.Add(page);
            rows += page.Rows;
            context.Say(FormattableString.Invariant($"page {number}: {rows} rows"), page.Total > 0 ? Math.Min(1, rows / (double)page.Total) : null);
            uri = way.After(page, number, at, rows);
        }
        if (pages.Count > 0 && rows < pages[^1].Total)
            throw new RondoException("missing_rows", FormattableString.Invariant($"{WebAddress.Show(home)} says that it has {pages[^1].Total} rows, but its {pages.Count} pages hold {rows}."), "Are `paging` and its parameters what this server expects?");
        return pages;
    }

    // Null: the status that means that there are no more pages.
    Task<(KeptContent Page, Uri At)?> Ask(Uri uri, int number, CancellationToken cancellation)
    {
        var key = KeyOf(uri);
        var kept = store.Find(key);
        bool IsEnd(int status) => number > 1 && status == source.EndStatus;
        return session.Get<(KeptContent, Uri)?>(uri, request =>
        {
            if (request.Headers.Accept.Count == 0) request.Headers.Accept.ParseAdd("application/json");
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            kept?.AddConditions(request);
        }, status => IsEnd(status) || (status == 304 && kept is not null), async (response, token) =>
        {
            var at = response.RequestMessage!.RequestUri!;
            var status = (int)response.StatusCode;
            if (IsEnd(status)) return null;
            if (status == 304) store.Touch(key);
            return (status == 304 ? kept! : await Read(response, key, number, token).ConfigureAwait(false), at);
        }, cancellation);
    }

    async Task<KeptContent> Read(HttpResponseMessage response, string key, int number, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        // JSON is parsed as a whole.
        var most = Math.Min(Math.Min(source.MaxBytes - _bytes, context.Options.MemoryLimitBytes / 4), 1 << 30);
        var length = await Body.CopyTo(body, response, keepsGzip: false, most, session.Patience, cancellation).ConfigureAwait(false);
        var place = FormattableString.Invariant($"Page {number} of {WebAddress.Show(response.RequestMessage!.RequestUri!)}");
        var (lines, content) = length == 0 && (int)response.StatusCode == 204
            ? (new RecordLines(flatten: false), new KeptContent(ContentStore.HashOf([]), $"{ContentStore.HashOf([])}.jsonl"))
            : _reader.Read(response, body.ToArray(), place, number);
        _bytes += length;
        if (ContentStore.HoldsSecret(Encoding.UTF8.GetString(lines.Written)))
        {
            store.AddForNow(lines.Written, content.File);
            return content;
        }
        store.Add(lines.Written, content.File);
        store.Note(key, content);
        return content;
    }

    // No secret can be had from it: all values are in it only as part of a hash.
    string KeyOf(Uri uri)
    {
        string[] parts = ["GET", uri.AbsoluteUri, .. session.HeaderMarks, $"records={source.Records}", $"flatten={source.Flatten}", $"paging={source.Paging}", $"next={source.NextPath}", $"cursor={source.CursorPath}", $"total={source.TotalPath}"];
        return ContentStore.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
    }

    static RondoException Endless(Uri home, int number, string problem) =>
        new("endless_pages", FormattableString.Invariant($"Page {number} of {WebAddress.Show(home)} {problem}."), "Does the server know the parameters of `paging`? When it says how many rows there are, `total_path` ends the pages.");
}
