using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Rondo.Objects.S3;

/// <summary>Writes to a bucket, whole or not at all: small objects in one request, large ones in parts.</summary>
sealed class S3Upload(AmazonS3Client client, S3Address address, string key, bool overwrite, CancellationToken cancellation = default)
{
    const long SinglePutBytes = 16L << 20;
    const long MinPartBytes = 8L << 20;
    const int MaxParts = 10_000;
    const int Attempts = 4;

    // Of what is there already no byte is replaced, unless it shall be.
    readonly string? _condition = overwrite ? null : "*";

    /// <summary>True when it was stored, false when something is there.</summary>
    public Task<bool> File(string path, long length) => length > SinglePutBytes ? Parts(path, length) : Put(request => request.FilePath = path);

    public Task<bool> Text(string text) => Put(request => request.ContentBody = text);

    // Without chunks in the body the signature holds the SHA-256 of all of it, which the server compares.
    async Task<bool> Put(Action<PutObjectRequest> fill)
    {
        var request = new PutObjectRequest { BucketName = address.Bucket, Key = key, UseChunkEncoding = false, DisablePayloadSigning = false, IfNoneMatch = _condition };
        fill(request);
        return await IsStored(() => client.PutObjectAsync(request, cancellation));
    }

    // Asked for before, for much would be sent in vain; and some servers honour the condition in single requests alone.
    async Task<bool> Parts(string path, long length)
    {
        if (!overwrite && await IsThere()) return false;
        var upload = await Begin();
        var isStored = false;
        try
        {
            var parts = await SendParts(upload, path, length);
            var request = new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = key, UploadId = upload, PartETags = parts, IfNoneMatch = _condition };
            isStored = await IsStored(() => client.CompleteMultipartUploadAsync(request, cancellation));
            return isStored;
        }
        finally
        {
            if (!isStored) await Abort(upload);
        }
    }

    /// <summary>Begins to write and gives it up: what needs the same rights as writing, and shows nothing to readers.</summary>
    public async Task Probe() => await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = key, UploadId = await Begin() }, cancellation);

    async Task<string> Begin() => (await client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = key }, cancellation)).UploadId;

    async Task<bool> IsThere()
    {
        try
        {
            await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = key }, cancellation);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    async Task<List<PartETag>> SendParts(string upload, string path, long length)
    {
        var partBytes = Math.Max(MinPartBytes, (length + MaxParts - 1) / MaxParts);
        var parts = new List<PartETag>();
        for (var position = 0L; position < length; position += partBytes)
        {
            var number = parts.Count + 1;
            var part = await client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = address.Bucket,
                Key = key,
                UploadId = upload,
                PartNumber = number,
                FilePath = path,
                FilePosition = position,
                PartSize = Math.Min(partBytes, length - position),
                UseChunkEncoding = false,
                DisablePayloadSigning = false,
            }, cancellation);
            parts.Add(new PartETag(number, part.ETag));
        }
        return parts;
    }

    // 412: there already. 409: another writer is at it, and the server wants one of them to ask again.
    async Task<bool> IsStored<T>(Func<Task<T>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await write();
                return true;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), cancellation);
            }
        }
    }

    // What went wrong before is what to tell; parts that nobody finished go by a rule of the bucket.
    async Task Abort(string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = key, UploadId = upload });
        }
        catch (Exception e) when (S3Failure.Explanation(e, address) is not null) { }
    }
}
