using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Rondo.Engine.Errors;

namespace Rondo.Objects.S3;

/// <summary>How the server is reached, and as whom.</summary>
static class S3Connection
{
    const int Retries = 2;
    const string DefaultRegion = "us-east-1";

    static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);
    // Until an answer begins, the sending of a part included.
    static readonly TimeSpan _timeout = TimeSpan.FromMinutes(1);

    public static AmazonS3Client Open(S3Address address, AWSCredentials? credentials, S3Transport transport)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = address.PathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Retries,
            Timeout = _timeout,
            HttpClientFactory = transport,
            // The signed SHA-256 tells what was sent; newer checksums are unknown to many servers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (address.Endpoint is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(address.Region);
        else
        {
            config.ServiceURL = address.Endpoint.ToString();
            config.AuthenticationRegion = address.Region;
        }
        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    public static S3Transport NewTransport() => new(_connectTimeout, _timeout);

    /// <summary>The address with a region: its own, else the environment's; other servers than Amazon's rarely mind which.</summary>
    public static S3Address WithRegion(S3Address address)
    {
        var region = address.Region ?? Value("AWS_REGION") ?? Value("AWS_DEFAULT_REGION") ?? (address.Endpoint is null ? null : DefaultRegion);
        return region is null
            ? throw new RondoException("bad_address", $"The region of {address.Shown} is not known.", "Set AWS_REGION, or write s3://bucket/prefix?region=NAME.")
            : address with { Region = region };
    }

    /// <summary>The keys of the environment; null when there are none and the SDK looks for a profile or the machine's role.</summary>
    public static AWSCredentials? Credentials() => (Value("AWS_ACCESS_KEY_ID"), Value("AWS_SECRET_ACCESS_KEY"), Value("AWS_SESSION_TOKEN")) switch
    {
        (null, null, _) => null,
        (null, _, _) => throw Half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        (_, null, _) => throw Half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        (var key, var secret, null) => new BasicAWSCredentials(key, secret),
        var (key, secret, token) => new SessionAWSCredentials(key, secret, token),
    };

    static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    static RondoException Half(string there, string missing) =>
        new("objects_no_credentials", $"{there} is set and {missing} is not.", "Set both, or neither to use a profile or the machine's role.");
}
