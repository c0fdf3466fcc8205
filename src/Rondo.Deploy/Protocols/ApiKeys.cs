using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Deploy.Protocols;

/// <summary>The keys that open a model host: one a line of a file, as itself or as <c>sha256:</c> and its hash. Lines that begin with # are remarks.</summary>
public sealed class ApiKeys
{
    const string HashPrefix = "sha256:";
    const int ShortestKey = 16;

    // Of hashes only: how long a look-up takes tells nothing about a key.
    readonly HashSet<string> _hashes;

    ApiKeys(HashSet<string> hashes) => _hashes = hashes;

    /// <exception cref="RondoException">The file can't be read, or a line is no key.</exception>
    public static ApiKeys Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RondoException("no_key_file", $"The file of API keys can't be read: {e.Message}");
        }
        return Parse(lines, path);
    }

    public static ApiKeys Parse(IReadOnlyList<string> lines, string path)
    {
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (HashOf(line) is not { } hash)
                throw new RondoException(new Mistake("bad_key", $"This line is no key: a key has at least {ShortestKey} characters.") { File = path, Line = i + 1, Hint = "Write the key, or sha256: and the 64 hexadecimal digits of its hash." });
            hashes.Add(hash);
        }
        return hashes.Count > 0 ? new ApiKeys(hashes) : throw new RondoException("no_key", $"'{path}' has no key.", "Write one key a line.");
    }

    /// <summary>The hash of the key that the request shows; null when it shows none of these.</summary>
    public string? Find(HttpRequest request)
    {
        var key = request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : request.Headers["X-Api-Key"] is [{ } plain] ? plain : null;
        if (key is null) return null;
        var hash = Hash(key);
        return _hashes.Contains(hash) ? hash : null;
    }

    static string? HashOf(string line)
    {
        if (!line.StartsWith(HashPrefix, StringComparison.Ordinal)) return line.Length >= ShortestKey ? Hash(line) : null;
        var hash = line[HashPrefix.Length..].ToLowerInvariant();
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigit) ? hash : null;
    }

    static string Hash(string key)
    {
        Span<byte> hash = stackalloc byte[Sha256.Length];
        Sha256.Hash(Encoding.UTF8.GetBytes(key), hash);
        return Convert.ToHexStringLower(hash);
    }
}
