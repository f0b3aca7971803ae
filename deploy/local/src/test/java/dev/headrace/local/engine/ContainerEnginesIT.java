package dev.headrace.local.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.testcontainers.DockerClientFactory;

class ContainerEnginesIT extends EngineConformance {

    @Override
    Engines engines() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers here");
        return Engines.container();
    }
}
