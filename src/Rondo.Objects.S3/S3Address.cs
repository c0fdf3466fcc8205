namespace Rondo.Objects.S3;

/// <summary>A bucket on S3 or a server that speaks its protocol, and where in it the objects are.</summary>
public sealed record S3Address(string Bucket, string Prefix, Uri? Endpoint, string? Region);
