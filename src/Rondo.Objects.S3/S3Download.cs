using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Rondo.Engine.Errors;

namespace Rondo.Objects.S3;

/// <summary>Reads from a bucket. A connection that breaks or falls silent is taken up where it was.</summary>
sealed class S3Download(AmazonS3Client client, S3Address address, string key)
{
    const int BufferBytes = 1 << 17;
    const int Attempts = 4;
    const int MaxTextBytes = 1024;
    static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    /// <summary>The stream that was to be written to failed, not the server.</summary>
    public sealed class DestinationException(Exception inner) : Exception(inner.Message, inner);

    /// <summary>Copies all of it and returns its size, or null when it is missing.</summary>
    /// <exception cref="DestinationException"></exception>
    public async Task<long?> CopyTo(Stream destination, long maxBytes)
    {
        var (written, total, failures) = (0L, (long?)null, 0);
        while (total is null || written < total)
        {
            try
            {
                using var response = await Get(written == 0 ? null : new ByteRange(FormattableString.Invariant($"bytes={written}-")));
                total = written + response.ContentLength;
                if (total > maxBytes)
                    throw new RondoException("object_too_large", FormattableString.Invariant($"The stored object {key} has {total} bytes; at most {maxBytes} were expected."));
                var buffer = new byte[BufferBytes];
                int read;
                while (written < total && (read = await Read(response.ResponseStream, buffer)) > 0)
                {
                    Write(destination, buffer.AsSpan(0, read));
                    written += read;
                }
                if (written < total) throw new EndOfStreamException();
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
            {
                return null;
            }
            catch (Exception e) when (IsOfConnection(e) && ++failures < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << failures));
            }
        }
        return total;
    }

    /// <summary>The first bytes; fewer when it is shorter or missing.</summary>
    public async Task<byte[]> Start(int bytes)
    {
        try
        {
            using var response = await Get(new ByteRange(0, bytes - 1));
            using var patience = new CancellationTokenSource(_silence);
            var start = new byte[bytes];
            return start[..await response.ResponseStream.ReadAtLeastAsync(start, bytes, throwOnEndOfStream: false, patience.Token)];
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey" || e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return [];
        }
    }

    /// <summary>A short text, or null when it is missing.</summary>
    public async Task<string?> TextOrNull()
    {
        var start = await Start(MaxTextBytes);
        return start.Length == 0 ? null : Encoding.UTF8.GetString(start);
    }

    Task<GetObjectResponse> Get(ByteRange? range) => client.GetObjectAsync(new GetObjectRequest { BucketName = address.Bucket, Key = key, ByteRange = range });

    static async Task<int> Read(Stream source, byte[] buffer)
    {
        using var patience = new CancellationTokenSource(_silence);
        return await source.ReadAsync(buffer, patience.Token);
    }

    static void Write(Stream destination, ReadOnlySpan<byte> bytes)
    {
        try
        {
            destination.Write(bytes);
        }
        catch (Exception e)
        {
            throw new DestinationException(e);
        }
    }

    static bool IsOfConnection(Exception e) => e is IOException or HttpRequestException or SocketException or OperationCanceledException;
}
