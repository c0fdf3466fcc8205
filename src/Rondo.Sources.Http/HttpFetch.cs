using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;
using Rondo.Sources.Http.Files;
using Rondo.Sources.Http.Guard;
using Rondo.Sources.Http.Increments;
using Rondo.Sources.Http.Kept;
using Rondo.Sources.Http.Pages;
using Rondo.Sources.Http.Transport;

namespace Rondo.Sources.Http;

/// <summary>Fetches one source once: a file, all pages, or the new records of them.</summary>
sealed class HttpFetch(HttpSource source, SourceContext context)
{
    public async Task<Fetched> Fetch(WebAddress address, CancellationToken cancellation)
    {
        var isFile = IsFile(address.Uri);
        var headers = RequestHeaders.Of(source.Headers, address.Basic, context.Expand);
        using var session = new HttpSession(source, address.Uri, headers, context.Clock, words => context.Say(words, null));
        using var store = new ContentStore(context.StateFolder);
        var fetched = isFile
            ? await File(address.Uri, session, store, cancellation).ConfigureAwait(false)
            : await Pages(address.Uri, session, store, cancellation).ConfigureAwait(false);
        store.Prune();
        return fetched;
    }

    // A JSON file is one page of an API, unless it is said to be a file.
    bool IsFile(Uri uri)
    {
        var api = source.Records.Length > 0 ? "records" : source.Paging is not null ? "paging" : source.Incremental.Length > 0 ? "incremental" : null;
        var file = source.Sha256.Length > 0 ? "sha256" : context.Format is not (null or "json" or "http") ? "format" : null;
        if (api is not null && file is not null)
            throw new RondoException(new Mistake("conflicting_keys", $"`{file}` is for a file, but `{api}` for an API.") { Field = api, Hint = "Remove one of them." });
        if (api is not null || context.Format == "http") return false;
        return file is not null || context.Format is not null || FileTable.FormatOf(uri) is not (null or "json");
    }

    async Task<Fetched> File(Uri home, HttpSession session, ContentStore store, CancellationToken cancellation)
    {
        var file = await new FileDownload(source, session, store).Get(home, cancellation).ConfigureAwait(false);
        return new Fetched(new FileTable(source, store, context).Read(file, home, cancellation));
    }

    async Task<Fetched> Pages(Uri home, HttpSession session, ContentStore store, CancellationToken cancellation)
    {
        var before = source.Incremental.Length > 0 && context.Cursor is { } cursor ? IncrementCursor.Parse(cursor, source.Incremental) : null;
        var since = before is null ? home : WebAddress.With(home, source.SinceParam, before.Value.Text);
        var pages = await new PageWalk(source, session, store, context).All(since, cancellation).ConfigureAwait(false);
        if (source.Incremental.Length == 0) return new Fetched(PageTable.Read(pages, store, home, context.Options, cancellation));
        var records = new NewRecords(source.Incremental, before, store);
        var news = records.Take(pages, cancellation);
        // No rows is nothing new, unless there never were any.
        var table = before is not null && news.All(p => p.Rows == 0) ? Table.Of() : PageTable.Read(news, store, home, context.Options, cancellation);
        return new Fetched(before is null ? table : Completed(table)) { Cursor = records.Cursor?.ToString(), IsIncrement = before is not null };
    }

    // A key that no new record has is missing in all of them.
    Table Completed(Table table)
    {
        if (table.RowCount == 0) return table;
        foreach (var (name, type) in context.Options.Types)
            if (!table.Schema.Contains(name) && !context.Options.LeavesOut(name)) table = table.With(name, ColumnConversion.AllMissing(type, table.RowCount));
        return table;
    }
}
