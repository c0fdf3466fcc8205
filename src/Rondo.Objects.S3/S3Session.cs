using Amazon.S3;

namespace Rondo.Objects.S3;

/// <summary>Asks one server, with the environment's credentials; what it reports comes in a user's words.</summary>
sealed class S3Session : IDisposable
{
    // Lazy: a command that needs no object doesn't load the SDK.
    readonly Lazy<AmazonS3Client> _client;
    readonly S3Transport _transport = S3Connection.NewTransport();

    public S3Session(S3Address address)
    {
        Address = S3Connection.WithRegion(address);
        var credentials = S3Connection.Credentials();
        _client = new(() => S3Connection.Open(Address, credentials, _transport));
    }

    public S3Address Address { get; }

    // The SDK is asynchronous alone, our callers are not; there is no context that could wait for itself.
    public T Ask<T>(Func<AmazonS3Client, Task<T>> request, CancellationToken cancellation = default)
    {
        try
        {
            return request(_client.Value).GetAwaiter().GetResult();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && S3Failure.Explanation(e, Address) is { } explained)
        {
            throw explained;
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
        _transport.Dispose();
    }
}
