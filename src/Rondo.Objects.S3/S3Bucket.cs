using System.Net;
using System.Runtime.ExceptionServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Rondo.Objects.S3;

/// <summary>Objects by the hash of their content in a bucket. Nothing is held in memory; whoever downloads verifies.</summary>
public sealed class S3Bucket : IDisposable
{
    /// <summary>The environment variable that names a bucket.</summary>
    public const string Variable = "RONDO_OBJECTS";

    const int HashLength = 64;

    readonly S3Session _session;
    bool _isBucketKnown;

    public S3Bucket(S3Address address) => _session = new S3Session(address);

    public S3Address Address => _session.Address;

    /// <summary>The bucket that the environment variable names, or null.</summary>
    public static S3Bucket? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? new S3Bucket(S3Address.Parse(address)) : null;

    public bool Exists(string hash) => SizeOf(hash) is not null;

    /// <summary>The object's size in bytes, or null when it is missing.</summary>
    public long? SizeOf(string hash) => Metadata(hash)?.ContentLength;

    /// <summary>When the object was stored, by the server's clock; null when it is missing.</summary>
    public DateTimeOffset? StoredAt(string hash) => Metadata(hash)?.LastModified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : null;

    GetObjectMetadataResponse? Metadata(string hash) => Ask<GetObjectMetadataResponse?>(async client =>
    {
        try
        {
            return await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Address.Bucket, Key = KeyOf(hash) });
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // This answer has no body that could tell a missing bucket from a missing object.
            if (!_isBucketKnown) await Page(client, null, maxKeys: 1);
            _isBucketKnown = true;
            return null;
        }
    });

    /// <summary>Stores a file under a hash, whole or not at all; false when something is there.</summary>
    /// <param name="overwrite">For what is there and is damaged.</param>
    public bool Upload(string hash, string path, bool overwrite = false)
    {
        var length = new FileInfo(path).Length;
        return Ask(client => new S3Upload(client, Address, KeyOf(hash), overwrite).File(path, length));
    }

    /// <summary>Copies an object to a stream and returns its size, or null when it is missing.</summary>
    /// <param name="maxBytes">A larger one is a mistake, and isn't fetched.</param>
    public long? Download(string hash, Stream destination, long maxBytes = long.MaxValue)
    {
        try
        {
            return Ask(client => new S3Download(client, Address, KeyOf(hash)).CopyTo(destination, maxBytes));
        }
        catch (S3Download.DestinationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    /// <summary>The first bytes of an object; fewer when it is shorter or missing.</summary>
    public byte[] Start(string hash, int bytes) => Ask(client => new S3Download(client, Address, KeyOf(hash)).Start(bytes));

    /// <summary>Removes an object, if it is there.</summary>
    public void Delete(string hash) => DeleteKey(KeyOf(hash));

    /// <summary>The hashes of all objects. Whatever else is under the prefix is left out.</summary>
    public IEnumerable<string> Hashes()
    {
        var start = Address.KeyOf("");
        string? continuation = null;
        do
        {
            var page = Ask(client => Page(client, continuation));
            foreach (var key in (page.S3Objects ?? []).Select(o => o.Key))
                if (key.StartsWith(start, StringComparison.Ordinal) && IsHash(key[start.Length..])) yield return key[start.Length..];
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);
    }

    /// <summary>Writes a short text under a name unless there is one, and returns the one that is there now: of several writers one wins.</summary>
    public string ClaimText(string name, string text) => Ask(async client =>
    {
        var (reader, key) = (new S3Download(client, Address, Address.KeyOf(name)), Address.KeyOf(name));
        if (await reader.TextOrNull() is { } before) return before;
        await new S3Upload(client, Address, key, overwrite: false).Text(text);
        return await reader.TextOrNull() ?? text;
    });

    /// <summary>Whether the server refuses to write over what is there when it shall not. Leaves nothing behind.</summary>
    public bool HonoursConditionalWrites()
    {
        var key = Address.KeyOf($"probe-{Guid.NewGuid():n}");
        try
        {
            var isFirst = Ask(client => new S3Upload(client, Address, key, overwrite: false).Text("first"));
            var isSecond = Ask(client => new S3Upload(client, Address, key, overwrite: false).Text("second"));
            return isFirst && !isSecond;
        }
        finally
        {
            DeleteKey(key);
        }
    }

    public void Dispose() => _session.Dispose();

    Task<ListObjectsV2Response> Page(AmazonS3Client client, string? continuation, int? maxKeys = null) =>
        client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Address.Bucket, Prefix = Address.KeyOf(""), ContinuationToken = continuation, MaxKeys = maxKeys });

    void DeleteKey(string key) => Ask(client => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Address.Bucket, Key = key }));

    T Ask<T>(Func<AmazonS3Client, Task<T>> request) => _session.Ask(request);

    string KeyOf(string hash) => IsHash(hash) ? Address.KeyOf(hash) : throw new ArgumentException($"'{hash}' is no object's hash.", nameof(hash));

    static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}
