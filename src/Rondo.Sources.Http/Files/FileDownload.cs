using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;
using Rondo.Sources.Http.Kept;
using Rondo.Sources.Http.Pages;
using Rondo.Sources.Http.Transport;

namespace Rondo.Sources.Http.Files;

/// <summary>Fetches a file, if it changed: one that is pinned by its hash, once and for all.</summary>
sealed partial class FileDownload(HttpSource source, HttpSession session, ContentStore store)
{
    /// <summary>The file and the encoding that its server declared.</summary>
    /// <exception cref="RondoException">It can't be had, or is not the one that is pinned.</exception>
    public async Task<KeptContent> Get(Uri uri, CancellationToken cancellation)
    {
        var ending = Ending().Match(uri.AbsolutePath).Value.ToLowerInvariant();
        var pin = Pin(source.Sha256);
        if (pin is not null && store.Use(pin + ending, pin) is not null) return new KeptContent(pin, pin + ending);
        var key = ContentStore.HashOf(Encoding.UTF8.GetBytes(string.Join('\n', ["GET", uri.AbsoluteUri, .. session.HeaderMarks, "file"])));
        var kept = pin is null ? store.Find(key) : null;
        var isGzip = ending.EndsWith(".gz", StringComparison.Ordinal);
        var content = await session.Get(uri, request =>
        {
            request.Headers.AcceptEncoding.ParseAdd(isGzip ? "identity" : "gzip");
            kept?.AddConditions(request);
        }, status => status == 304 && kept is not null, (response, token) => Read(response, kept, ending, pin, token), cancellation).ConfigureAwait(false);
        if (content == kept) store.Touch(key);
        else if (pin is null) store.Note(key, content);
        return content;
    }

    async Task<KeptContent> Read(HttpResponseMessage response, KeptContent? kept, string ending, string? pin, CancellationToken cancellation)
    {
        if ((int)response.StatusCode == 304) return kept!;
        var uri = response.RequestMessage!.RequestUri!;
        var file = store.NewFile();
        try
        {
            var keepsGzip = ending.EndsWith(".gz", StringComparison.Ordinal);
            await Body.CopyTo(file, response, keepsGzip, source.MaxBytes, session.Patience, cancellation).ConfigureAwait(false);
            file.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
            if (pin is not null && hash != pin) throw WrongHash(uri, hash, pin);
            RefuseWebPage(file, response, uri);
            store.Adopt(file, hash + ending);
            return new KeptContent(hash, hash + ending) { Charset = PageText.EncodingOf(response.Content.Headers.ContentType, WebAddress.Show(uri))?.WebName }.From(response);
        }
        finally
        {
            await file.DisposeAsync().ConfigureAwait(false);
            File.Delete(file.Name);
        }
    }

    // A page to log in comes as a success, and would be read as a table of one column.
    static void RefuseWebPage(FileStream file, HttpResponseMessage response, Uri uri)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("text/html" or "application/xhtml+xml")) return;
        Span<byte> start = stackalloc byte[60];
        file.Position = 0;
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.TrimStart(" \t\r\n\uFEFF"u8) is not [(byte)'<', ..]) return;
        throw new RondoException("web_page", $"{WebAddress.Show(uri)} is a web page (text/html), no file of data; it begins with: {Prepare.Sources.Secrets.Redact(PageText.Start(start))}",
            "Is it a page to log in, or of an error? Look at the address and `headers`.");
    }

    static RondoException WrongHash(Uri uri, string found, string expected) =>
        new(new Mistake("wrong_hash", $"{WebAddress.Show(uri)} is not the file that is pinned: its SHA-256 is {found}, expected {expected}.")
        {
            Field = "sha256",
            Hint = "The file changed, or someone changed it. If the new one is meant, put its hash into `sha256`.",
        });

    static string? Pin(string text)
    {
        if (text.Length == 0) return null;
        if (Hash().IsMatch(text)) return text.ToLowerInvariant();
        throw new RondoException(new Mistake("bad_parameter", $"'{text}' is no SHA-256.") { Field = "sha256", Hint = "It has 64 digits of 0-9 and a-f, as `sha256sum FILE` prints it." });
    }

    // No more of a server's words gets into the name of a file.
    [GeneratedRegex(@"(\.[A-Za-z0-9]{1,8}){1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
