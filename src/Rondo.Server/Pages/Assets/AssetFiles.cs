using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Rondo.Server.Pages.Assets;

/// <summary>The style sheets and scripts of the pages. Where npm restored nothing, pages do without and stay readable.</summary>
sealed class AssetFiles
{
    static readonly string[] _own = ["rondo.css", "rondo.js", "theme.js"];
    static readonly string[] _restored = ["tabler.min.css", "htmx.min.js", "vega.min.js", "vega-lite.min.js", "vega-embed.min.js"];

    readonly Dictionary<string, Asset> _assets;

    AssetFiles(IEnumerable<Asset> assets) => _assets = assets.ToDictionary(a => a.Name, StringComparer.Ordinal);

    /// <summary>Reads what the program carries, and the folder <c>assets</c> beside it.</summary>
    public static AssetFiles Load() => Load(Path.Combine(AppContext.BaseDirectory, "assets"));

    public static AssetFiles Load(string folder)
    {
        var restored = _restored.Select(name => (Name: name, File: Path.Combine(folder, name))).Where(a => File.Exists(a.File))
            .Select(a => new Asset(a.Name, WithoutMap(File.ReadAllBytes(a.File))));
        return new AssetFiles([.. _own.Select(name => new Asset(name, Embedded(name))), .. restored, new Asset("licenses.txt", Licenses(folder))]);
    }

    /// <summary>Where a file is served; null when it isn't there.</summary>
    public string? UrlOf(string name) => _assets.GetValueOrDefault(name)?.Url;

    public bool HasCharts => UrlOf("vega.min.js") is not null && UrlOf("vega-lite.min.js") is not null && UrlOf("vega-embed.min.js") is not null;

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{hash}/{name}", (string hash, string name, HttpContext context) => Serve(context, hash, name));

    async Task Serve(HttpContext context, string hash, string name)
    {
        var response = context.Response;
        if (!_assets.TryGetValue(name, out var asset) || asset.Hash != hash)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (body, encoding) = asset.For(context.Request.Headers.AcceptEncoding.ToString());
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = asset.Type;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    static byte[] Embedded(string name)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream($"{typeof(AssetFiles).Namespace}.{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    // A source map is a file that isn't served; a browser's console would complain.
    static byte[] WithoutMap(byte[] content)
    {
        var end = Math.Max(content.AsSpan().LastIndexOf("//# sourceMappingURL="u8), content.AsSpan().LastIndexOf("/*# sourceMappingURL="u8));
        return end < 0 ? content : content[..end];
    }

    static byte[] Licenses(string folder)
    {
        var text = new StringBuilder("Rondo's pages carry these libraries.\n\nTabler 1.6.1, https://tabler.io, MIT licence; the notice stands at the head of its style sheet.\n");
        if (Directory.Exists(folder))
            foreach (var file in Directory.EnumerateFiles(folder, "*.license.txt").Order(StringComparer.Ordinal))
                text.Append("\n\n").Append(Path.GetFileName(file).Split('.')[0]).Append("\n\n").Append(File.ReadAllText(file).Trim()).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
