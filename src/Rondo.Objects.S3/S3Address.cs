using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Objects.S3;

/// <summary>A bucket on S3 or a server that speaks its protocol, and where in it the objects are: <c>s3://bucket/prefix?endpoint=http://127.0.0.1:9000</c>.</summary>
/// <param name="Prefix">What every key begins with, without a slash at its end; empty for the whole bucket.</param>
/// <param name="Endpoint">The server; null for Amazon's of the region.</param>
/// <param name="PathStyle">Whether the bucket's name stands in the path, not in the host's name.</param>
public sealed partial record S3Address(string Bucket, string Prefix, Uri? Endpoint, string? Region, bool PathStyle)
{
    const string Scheme = "s3://";
    const string Example = "Write s3://bucket/prefix, with ?endpoint=https://host:port for a server that is not Amazon's; credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
    const int MaxLength = 2048;
    static readonly string[] _known = ["endpoint", "region", "path_style"];

    /// <summary>For messages: bucket, prefix and server.</summary>
    public string Shown => $"{Scheme}{Bucket}{(Prefix.Length == 0 ? "" : "/" + Prefix)}{(Endpoint is null ? "" : $" at {Endpoint.Authority}")}";

    /// <exception cref="RondoException">It has another form; the message shows nothing that could be a secret.</exception>
    public static S3Address Parse(string address)
    {
        if (address.Length > MaxLength) throw Bad("is longer than 2,048 characters");
        if (!address.StartsWith(Scheme, StringComparison.Ordinal)) throw Bad("does not begin with s3://");
        var (place, query) = Cut(address[Scheme.Length..], '?');
        if (place.Contains('@', StringComparison.Ordinal)) throw Bad("has a user or password");
        if (place.Contains('#', StringComparison.Ordinal) || query.Contains('#', StringComparison.Ordinal)) throw Bad("has a '#'");
        var (bucket, prefix) = Cut(place, '/');
        var values = Parameters(query);
        var endpoint = values.TryGetValue("endpoint", out var server) ? EndpointOf(server) : null;
        return new S3Address(BucketOf(bucket), PrefixOf(prefix), endpoint, RegionOf(values), PathStyleOf(values) ?? endpoint is not null);
    }

    internal string KeyOf(string name) => Prefix.Length == 0 ? name : $"{Prefix}/{name}";

    static string BucketOf(string bucket)
    {
        if (!BucketForm().IsMatch(bucket) || bucket.Contains("..", StringComparison.Ordinal) || IpForm().IsMatch(bucket))
            throw Bad("names no bucket as they are named: 3 to 63 small letters, digits, '-' and '.', a letter or digit first and last");
        return bucket;
    }

    static string PrefixOf(string prefix)
    {
        prefix = prefix.TrimEnd('/');
        if (prefix.Length == 0) return prefix;
        var isGood = prefix.Length <= 512 && prefix.Split('/').All(part => PartForm().IsMatch(part) && part is not ("." or ".."));
        return isGood ? prefix : throw Bad("has a prefix or key of another form than names of letters, digits, '-', '_', '.' and '=' with '/' between them");
    }

    static Uri EndpointOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw Bad("has an endpoint that is no http:// or https:// address");
        if (uri.UserInfo.Length > 0) throw Bad("has an endpoint with a user or password");
        if (uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0) throw Bad("has an endpoint with more than host and port");
        return uri;
    }

    static string? RegionOf(Dictionary<string, string> values)
    {
        var region = values.GetValueOrDefault("region");
        return region is null || RegionForm().IsMatch(region) ? region : throw Bad("has a region that is no word of small letters, digits and '-'");
    }

    static bool? PathStyleOf(Dictionary<string, string> values) => values.GetValueOrDefault("path_style") switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Bad("has a path_style that is neither true nor false"),
    };

    static Dictionary<string, string> Parameters(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            if (!_known.Contains(name)) throw Unknown(name);
            value = Uri.UnescapeDataString(value);
            if (value.Any(char.IsControl)) throw Bad($"has a {name} with a control character");
            if (!values.TryAdd(name, value)) throw Bad($"says {name} twice");
        }
        return values;
    }

    // The name may be a secret that lost its way, so only one that resembles a parameter is shown.
    static RondoException Unknown(string name) =>
        new("unknown_parameter", $"The address of objects on S3 has a parameter that is none of {string.Join(", ", _known)}.",
            Spelling.DidYouMean(name.Length > 40 ? name[..40] : name, _known) ?? Example);

    static RondoException Bad(string what) => new("bad_address", $"The address of objects on S3 {what}.", Example);

    static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\\z")]
    private static partial Regex BucketForm();

    [GeneratedRegex("^[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+\\z")]
    private static partial Regex IpForm();

    [GeneratedRegex("^[A-Za-z0-9_.=-]+\\z")]
    private static partial Regex PartForm();

    [GeneratedRegex("^[a-z0-9-]{1,40}\\z")]
    private static partial Regex RegionForm();
}
