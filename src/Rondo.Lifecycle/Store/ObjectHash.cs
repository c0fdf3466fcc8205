using System.Security.Cryptography;

namespace Rondo.Lifecycle.Store;

/// <summary>The name of stored bytes: their SHA-256 as 64 lower-case hexadecimal digits.</summary>
public static class ObjectHash
{
    const int Length = 64;

    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Of(Stream content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool IsValid(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);
}
