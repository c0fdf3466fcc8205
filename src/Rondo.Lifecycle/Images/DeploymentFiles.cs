using System.Globalization;
using System.Text;

namespace Rondo.Lifecycle.Images;

/// <summary>What stands beside an image: how Docker builds it again, and how Compose and Kubernetes run it.</summary>
public static class DeploymentFiles
{
    public static IEnumerable<(string Name, byte[] Content)> Of(ModelImage image) =>
    [
        ("Dockerfile", Encoding.UTF8.GetBytes(Dockerfile(image))),
        ("compose.yaml", Encoding.UTF8.GetBytes(Compose(image))),
        ("kubernetes.yaml", Encoding.UTF8.GetBytes(Kubernetes(image))),
    ];

    /// <summary>The image from its own layers, for whoever adds something to it.</summary>
    public static string Dockerfile(ModelImage image)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# The same image from the layers in this folder, to add something to it: docker build -t {image.Tag} .\nFROM scratch\n");
        foreach (var layer in image.Layers) text.Append(CultureInfo.InvariantCulture, $"ADD {ImageLayout.PathOf(layer.Digest)} /\n");
        foreach (var (name, value) in ModelImage.Environment) text.Append(CultureInfo.InvariantCulture, $"ENV {name}={Words(value)}\n");
        foreach (var (name, value) in ModelImage.LabelsOf(image.Version)) text.Append(CultureInfo.InvariantCulture, $"LABEL {name}={Words(value)}\n");
        text.Append(CultureInfo.InvariantCulture, $"USER {ModelImage.User}\nEXPOSE {ModelImage.Port}\nSTOPSIGNAL SIGTERM\n");
        text.Append(CultureInfo.InvariantCulture, $"HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD [\"{ModelImage.Program}\", \"probe\"]\n");
        return text.Append(CultureInfo.InvariantCulture, $"ENTRYPOINT [\"{ModelImage.Program}\"]\n").ToString();
    }

    public static string Compose(ModelImage image) => FormattableString.Invariant($"""
        # tar -c . | docker load (or podman load) in this folder first, then: docker compose up
        services:
          model:
            image: {YamlText.Of(image.Tag)}
            ports:
              - "127.0.0.1:{ModelImage.Port}:{ModelImage.Port}"
            read_only: true
            cap_drop: [ALL]
            security_opt: ["no-new-privileges:true"]
            user: "{ModelImage.User}"
            mem_limit: 512m
            cpus: 1
            restart: unless-stopped
            healthcheck:
              test: ["CMD", "{ModelImage.Program}", "probe"]
              interval: 10s
              timeout: 3s
              start_period: 30s
            # Predictions are logged where a folder is mounted that user {ModelImage.User} may write to:
            # environment: ["RONDO_LOG_FOLDER=/log"]
            # volumes: ["./log:/log"]

        """);

    /// <summary>Deployment, Service, HorizontalPodAutoscaler and PodDisruptionBudget.</summary>
    public static string Kubernetes(ModelImage image)
    {
        var (name, model) = (ImageTag.WordOf(image.Version.Model), YamlText.Of(image.Version.Model));
        var (version, tag) = (image.Version.Number, YamlText.Of(image.Tag));
        return FormattableString.Invariant($$"""
            # kubectl apply -f kubernetes.yaml, once the image is in a registry that the cluster reads.
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{name}}
              labels: &labels
                app.kubernetes.io/name: {{name}}
                app.kubernetes.io/version: "{{version}}"
                app.kubernetes.io/managed-by: rondo
              annotations: &annotations
                rondo/model: {{model}}
                rondo/package-hash: "{{image.Version.PackageHash}}"
                rondo/model-hash: "{{image.Version.ModelHash}}"
            spec:
              replicas: 2
              selector:
                matchLabels:
                  app.kubernetes.io/name: {{name}}
              strategy:
                rollingUpdate:
                  maxUnavailable: 0
                  maxSurge: 1
              template:
                metadata:
                  labels: *labels
                  annotations: *annotations
                spec:
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 30
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: {{ModelImage.User}}
                    runAsGroup: {{ModelImage.User}}
                    seccompProfile:
                      type: RuntimeDefault
                  containers:
                    - name: model
                      image: {{tag}}
                      ports:
                        - name: http
                          containerPort: {{ModelImage.Port}}
                      env:
                        # The pod's address is taken off the services' lists meanwhile.
                        - name: RONDO_DRAIN_DELAY
                          value: "5"
                      startupProbe:
                        httpGet: { path: /health/ready, port: http }
                        periodSeconds: 1
                        failureThreshold: 120
                      livenessProbe:
                        httpGet: { path: /health/live, port: http }
                        periodSeconds: 10
                        timeoutSeconds: 2
                      readinessProbe:
                        httpGet: { path: /health/ready, port: http }
                        periodSeconds: 2
                        timeoutSeconds: 2
                      resources:
                        requests: { cpu: 250m, memory: 128Mi }
                        limits: { memory: 512Mi }
                      securityContext:
                        allowPrivilegeEscalation: false
                        readOnlyRootFilesystem: true
                        capabilities:
                          drop: [ALL]
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: {{name}}
              labels:
                app.kubernetes.io/name: {{name}}
            spec:
              selector:
                app.kubernetes.io/name: {{name}}
              ports:
                - name: http
                  port: 80
                  targetPort: http
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata:
              name: {{name}}
            spec:
              scaleTargetRef:
                apiVersion: apps/v1
                kind: Deployment
                name: {{name}}
              minReplicas: 2
              maxReplicas: 10
              metrics:
                - type: Resource
                  resource:
                    name: cpu
                    target:
                      type: Utilization
                      averageUtilization: 70
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata:
              name: {{name}}
            spec:
              maxUnavailable: 1
              selector:
                matchLabels:
                  app.kubernetes.io/name: {{name}}

            """);
    }

    // Docker reads variables and escapes within quotes.
    static string Words(string text)
    {
        var words = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\' or '$') words.Append('\\');
            words.Append(c);
        }
        return words.Append('"').ToString();
    }
}
