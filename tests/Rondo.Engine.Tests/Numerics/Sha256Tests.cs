using System.Security.Cryptography;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public sealed class Sha256Tests
{
    [Fact]
    public void Every_length_around_the_blocks_hashes_as_the_framework_does()
    {
        var random = new CounterRandom(7, "sha256");
        var data = new byte[5000];
        for (var i = 0; i < data.Length; i++) data[i] = (byte)random.Below((ulong)i, 256);
        var hash = new byte[Sha256.Length];
        foreach (var length in Enumerable.Range(0, 260).Append(4999).Append(5000))
        {
            Sha256.Hash(data.AsSpan(0, length), hash);
            Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), hash);
        }
    }
}
