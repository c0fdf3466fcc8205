using System.Text;
using System.Text.RegularExpressions;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Images;

/// <summary>What an image is called in registries and manifests: <c>registry.example.com/team/house:3</c>.</summary>
public static partial class ImageTag
{
    const int LongestWord = 50;

    /// <summary>The model's name, as far as registries have letters for it, and its version.</summary>
    public static string Of(string model, int version) => FormattableString.Invariant($"{WordOf(model)}:{version}");

    /// <exception cref="RondoException">No registry would take it.</exception>
    public static string Check(string tag) => tag.Length <= 255 && Tag().IsMatch(tag) ? tag
        : throw new RondoException("bad_tag", $"'{tag}' can't be the name of an image.", "A name has lower-case letters, digits, '.', '_' and '-', parts between '/', and a tag after ':', such as registry.example.com/team/house:3.");

    /// <summary>A name of lower-case letters, digits and dashes that begins with a letter, as Kubernetes and registries take it.</summary>
    public static string WordOf(string model)
    {
        var word = new StringBuilder();
        foreach (var c in model.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) word.Append(c);
            else if (word.Length > 0 && word[^1] != '-') word.Append('-');
            if (word.Length == LongestWord) break;
        }
        var plain = word.ToString().Trim('-');
        return plain.Length == 0 ? "model" : char.IsAsciiDigit(plain[0]) ? $"model-{plain}" : plain;
    }

    [GeneratedRegex(@"^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
